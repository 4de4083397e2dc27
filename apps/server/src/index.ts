export { readConfig, type Config } from './config.ts';
export { startServer, type RunningServer } from './start.ts';
