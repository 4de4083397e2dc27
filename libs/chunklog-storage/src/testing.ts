export { describeChunkLog, type LogMachine } from './chunk-log.contract.ts';
export { MemoryChunkLog } from './memory-chunk-log.ts';
export { MemoryDisk } from './memory-disk.ts';
export { describeRxStorage, type Abilities, type OpenTab } from './rx-storage.contract.ts';
