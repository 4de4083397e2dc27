export { MemoryBrowser } from './memory-browser.ts';
export { MemoryDisk } from './memory-disk.ts';
