import { expect, test } from 'vitest';
import { pictureWidth, sizedPicture } from './sized-picture.ts';

test.each([
  [
    'https://cdn.shopify.com/s/files/1/0001/files/mug.jpg?v=17',
    'https://cdn.shopify.com/s/files/1/0001/files/mug.jpg?v=17&width=400',
  ],
  [
    'https://shop.example/cdn/shop/files/mug.jpg?v=17&width=2000',
    'https://shop.example/cdn/shop/files/mug.jpg?v=17&width=400',
  ],
  ['https://pictures.example/mug.jpg?v=17', 'https://pictures.example/mug.jpg?v=17'],
  ['mug.jpg', 'mug.jpg'],
])('[P4] %s is asked for as %s', (address, sized) => {
  expect(sizedPicture(address, 400)).toBe(sized);
});

test.each([
  [1, 200],
  [1.5, 400],
  [2, 400],
  [3, 600],
  [4, 600],
])('[P4] on a screen of %d pixels for one, the picture of a card is %d wide', (pixelRatio, width) => {
  expect(pictureWidth(172, pixelRatio)).toBe(width);
});
