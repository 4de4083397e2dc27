import { startLanguages } from './languages/till-language.ts';
import { registerServiceWorker } from './sync/update/app-update.ts';
import './tide-till.ts';
import { startEarly } from './tills/page-worker.ts';

startEarly();
void startLanguages({ isOwn: true });
void registerServiceWorker();
