/** What the page of the till draws with. */
import { startLanguages } from './languages/till-language.ts';
import { warmFormats } from './page/warm-formats.ts';
import { registerServiceWorker } from './sync/update/app-update.ts';
import './tide-till.ts';

void startLanguages({ isOwn: true }).then(() => warmFormats());
void registerServiceWorker();
