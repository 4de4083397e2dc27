export { chunkWith } from './collection/chunk-with.ts';
export type { Chunk } from './log/chunk.ts';
export { MemoryBrowser } from './rx/memory-browser.ts';
export { MemoryDisk } from './log/memory-disk.ts';
