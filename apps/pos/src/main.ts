import { registerServiceWorker } from './app-update.ts';
import './tide-pos.ts';

void registerServiceWorker();
