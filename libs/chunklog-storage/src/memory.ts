export { chunkWith } from './chunk-with.ts';
export type { Chunk } from './chunk.ts';
export { MemoryBrowser } from './memory-browser.ts';
export { MemoryDisk } from './memory-disk.ts';
