export { describeChunkLog, type LogMachine } from './log/chunk-log.contract.ts';
export { MemoryChunkLog } from './log/memory-chunk-log.ts';
export { MemoryDisk } from './log/memory-disk.ts';
export { describeRxStorage, type Abilities, type OpenTab } from './rx/rx-storage.contract.ts';
