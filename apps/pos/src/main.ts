import { registerServiceWorker } from './sync/app-update.ts';
import './tide-till.ts';

void registerServiceWorker();
