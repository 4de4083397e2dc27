import { startLanguages } from './languages/till-language.ts';
import { registerServiceWorker } from './sync/update/app-update.ts';
import './tide-till.ts';

void startLanguages({ isOwn: true });
void registerServiceWorker();
