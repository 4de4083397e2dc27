/** The page of the till. Its worker starts first, and gets ready while the page reads and runs what it draws. */
import { startEarly } from './tills/page-worker.ts';

startEarly();
void import('./whole-page.ts');
