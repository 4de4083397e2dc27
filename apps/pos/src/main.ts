import { registerServiceWorker } from './sync/app-update.ts';
import './tide-pos.ts';

void registerServiceWorker();
