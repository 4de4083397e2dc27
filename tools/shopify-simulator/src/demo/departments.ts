/** What the demo shop sells: words to make believable products of. */
export interface Department {
  readonly name: string;
  /** Which pictogram `image.ts` draws. */
  readonly picture: 'mug' | 'shirt' | 'book' | 'bag' | 'lamp' | 'plant' | 'soap' | 'pan';
  readonly vendors: readonly string[];
  readonly materials: readonly string[];
  readonly nouns: readonly string[];
  readonly tags: readonly string[];
  /** Lowest and highest price, whole units of money. */
  readonly price: readonly [number, number];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
}

const colours = { name: 'Colour', values: ['Sand', 'Slate', 'Moss', 'Rust', 'Ink', 'Chalk'] };

export const departments: readonly Department[] = [
  {
    name: 'Tableware', picture: 'mug', vendors: ['Harbour Pottery', 'Lund & Vik'], price: [9, 48],
    materials: ['Stoneware', 'Porcelain', 'Enamel', 'Earthenware', 'Glazed'],
    nouns: ['Mug', 'Bowl', 'Espresso Cup', 'Dinner Plate', 'Teapot', 'Milk Jug', 'Butter Dish', 'Egg Cup'],
    tags: ['kitchen', 'gift'], options: [colours],
  },
  {
    name: 'Clothing', picture: 'shirt', vendors: ['Northfold', 'Pier Seven'], price: [19, 140],
    materials: ['Organic Cotton', 'Merino', 'Linen', 'Waxed', 'Recycled Wool', 'Flannel'],
    nouns: ['T-Shirt', 'Overshirt', 'Crew Neck', 'Beanie', 'Work Jacket', 'Scarf', 'Socks', 'Cardigan'],
    tags: ['wear', 'season'], options: [{ name: 'Size', values: ['XS', 'S', 'M', 'L', 'XL'] }, colours],
  },
  {
    name: 'Books', picture: 'book', vendors: ['Lantern Press', 'Quayside Editions'], price: [8, 60],
    materials: ['Illustrated', 'Pocket', 'Annotated', 'Field', 'Collected'],
    nouns: ['Atlas of Tides', 'Guide to Birds', 'Bread Book', 'Letters from the Coast', 'Sailing Primer', 'Notebook', 'Walks of the North', 'Garden Year'],
    tags: ['reading', 'gift'], options: [{ name: 'Binding', values: ['Paperback', 'Hardcover'] }],
  },
  {
    name: 'Bags', picture: 'bag', vendors: ['Pier Seven', 'Mallow & Sons'], price: [24, 220],
    materials: ['Canvas', 'Leather', 'Waxed Cotton', 'Ripstop', 'Felt'],
    nouns: ['Tote', 'Rucksack', 'Messenger Bag', 'Wash Bag', 'Weekender', 'Pouch', 'Card Holder', 'Belt Bag'],
    tags: ['travel'], options: [colours],
  },
  {
    name: 'Lighting', picture: 'lamp', vendors: ['Lund & Vik', 'Brightwater'], price: [29, 310],
    materials: ['Brass', 'Paper', 'Oak', 'Glass', 'Steel'],
    nouns: ['Desk Lamp', 'Lantern', 'Pendant', 'Candle Holder', 'Reading Light', 'Storm Lamp', 'Wall Light'],
    tags: ['home'], options: [{ name: 'Finish', values: ['Natural', 'Black', 'White'] }],
  },
  {
    name: 'Garden', picture: 'plant', vendors: ['Greenhithe', 'Mallow & Sons'], price: [4, 75],
    materials: ['Terracotta', 'Zinc', 'Willow', 'Cedar', 'Heirloom'],
    nouns: ['Planter', 'Seed Tin', 'Watering Can', 'Hand Trowel', 'Herb Pot', 'Trellis', 'Potting Tray'],
    tags: ['outdoor'], options: [{ name: 'Size', values: ['Small', 'Medium', 'Large'] }],
  },
  {
    name: 'Bath', picture: 'soap', vendors: ['Saltmarsh', 'Brightwater'], price: [5, 42],
    materials: ['Sea Salt', 'Lavender', 'Cedarwood', 'Oat', 'Rosemary'],
    nouns: ['Soap Bar', 'Hand Balm', 'Bath Salts', 'Shampoo Bar', 'Body Oil', 'Towel', 'Candle'],
    tags: ['care', 'gift'], options: [{ name: 'Size', values: ['60 g', '120 g', '250 g'] }],
  },
  {
    name: 'Cookware', picture: 'pan', vendors: ['Forge & Field', 'Harbour Pottery'], price: [14, 190],
    materials: ['Cast Iron', 'Copper', 'Carbon Steel', 'Beech', 'Enamelled'],
    nouns: ['Skillet', 'Saucepan', 'Casserole', 'Chopping Board', 'Chef’s Knife', 'Ladle', 'Griddle'],
    tags: ['kitchen'], options: [{ name: 'Size', values: ['20 cm', '24 cm', '28 cm'] }],
  },
];

/** Names of series, so that tens of thousands of titles differ. */
export const series: readonly string[] = [
  'Alder', 'Anchor', 'Arden', 'Aster', 'Beacon', 'Birch', 'Bluff', 'Bramble', 'Breaker', 'Cairn', 'Calder', 'Cape', 'Clover',
  'Coral', 'Cove', 'Crest', 'Dune', 'Ebb', 'Elder', 'Ember', 'Fennel', 'Fjord', 'Flint', 'Foam', 'Gale', 'Glen', 'Grove',
  'Gull', 'Haven', 'Hazel', 'Heath', 'Heron', 'Hythe', 'Inlet', 'Isle', 'Ivy', 'Jetty', 'Juniper', 'Kelp', 'Knoll', 'Lagoon',
  'Larch', 'Ledge', 'Lichen', 'Loch', 'Lowland', 'Mallard', 'Marram', 'Meadow', 'Mist', 'Mooring', 'Myrtle', 'Ness', 'Oyster',
  'Pebble', 'Plover', 'Quay', 'Quill', 'Reed', 'Reef', 'Ridge', 'Rowan', 'Saffron', 'Sedge', 'Shale', 'Shoal', 'Sorrel',
  'Spindrift', 'Sound', 'Starling', 'Strand', 'Swell', 'Tarn', 'Teal', 'Tern', 'Thistle', 'Tide', 'Vale', 'Wharf', 'Willow',
];
