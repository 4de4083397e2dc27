import type { Department } from './departments.ts';

const grounds = ['#f3e9dc', '#e3ecef', '#e6eee0', '#f2e2de', '#e8e4f0', '#f5f0d9'];
const inks = ['#9a5b3c', '#3d6478', '#55733f', '#a1483b', '#5d4f85', '#96792b'];

/** Flat pictograms on a 200-pixel square; `ink` is the fill, `paper` the background. */
const pictures: Readonly<Record<Department['picture'], (ink: string, paper: string) => string>> = {
  mug: (ink, paper) =>
    `<path d="M128 84h14a20 20 0 0 1 0 44h-14" fill="none" stroke="${ink}" stroke-width="9"/><path d="M56 66h74v60a18 18 0 0 1-18 18H74a18 18 0 0 1-18-18z" fill="${ink}"/><path d="M56 84h74" stroke="${paper}" stroke-width="4" opacity=".6"/>`,
  shirt: ink => `<path d="M78 52c6 12 38 12 44 0l36 22-16 30-14-8v60H72V96l-14 8-16-30z" fill="${ink}"/>`,
  book: (ink, paper) =>
    `<rect x="62" y="46" width="80" height="108" rx="5" fill="${ink}"/><path d="M74 46v108" stroke="${paper}" stroke-width="4"/><path d="M90 76h36M90 90h24" stroke="${paper}" stroke-width="6" stroke-linecap="round"/>`,
  bag: (ink, paper) =>
    `<path d="M78 84V70a22 22 0 0 1 44 0v14" fill="none" stroke="${ink}" stroke-width="8"/><path d="M52 80h96l8 66a10 10 0 0 1-10 10H54a10 10 0 0 1-10-10z" fill="${ink}"/><path d="M80 100h40" stroke="${paper}" stroke-width="6" stroke-linecap="round" opacity=".7"/>`,
  lamp: (ink, paper) =>
    `<path d="M76 48h48l22 52H54z" fill="${ink}"/><path d="M100 100v46" stroke="${ink}" stroke-width="8"/><rect x="68" y="146" width="64" height="9" rx="4" fill="${ink}"/><circle cx="100" cy="104" r="9" fill="${paper}"/>`,
  plant: ink =>
    `<path d="M70 108h60l-9 46H79z" fill="${ink}"/><path d="M100 108C94 76 66 72 58 54c28-2 44 16 42 54 0-30 12-52 42-58-2 30-24 34-42 58" fill="${ink}" opacity=".75"/>`,
  soap: (ink, paper) =>
    `<rect x="46" y="84" width="108" height="62" rx="24" fill="${ink}"/><rect x="64" y="98" width="72" height="34" rx="14" fill="none" stroke="${paper}" stroke-width="4"/><circle cx="138" cy="62" r="10" fill="${ink}" opacity=".5"/><circle cx="116" cy="50" r="6" fill="${ink}" opacity=".5"/>`,
  pan: (ink, paper) =>
    `<circle cx="88" cy="104" r="46" fill="${ink}"/><circle cx="88" cy="104" r="34" fill="none" stroke="${paper}" stroke-width="4" opacity=".6"/><rect x="124" y="66" width="60" height="13" rx="6" transform="rotate(-24 124 66)" fill="${ink}"/>`,
};

/** The picture of a file named `<pictogram>-<tint>.svg`; undefined for another name. */
export function demoImage(file: string): string | undefined {
  const match = /^([a-z]+)-(\d+)\.svg$/.exec(file);
  const draw =
    match?.[1] && Object.hasOwn(pictures, match[1]) ? pictures[match[1] as Department['picture']] : undefined;
  if (!draw) return undefined;
  const tint = Number(match?.[2]);
  const ground = grounds[tint % grounds.length] ?? '#eeeeee';
  const ink = inks[(tint + Math.floor(tint / grounds.length)) % inks.length] ?? '#444444';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><rect width="200" height="200" fill="${ground}"/>${draw(ink, ground)}</svg>`;
}
