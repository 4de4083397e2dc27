export { readConfig, type Config } from './config/config.ts';
export { startServer, type RunningServer } from './start.ts';
