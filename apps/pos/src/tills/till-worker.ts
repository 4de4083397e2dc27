/** The worker in which a till runs. */
import { serveTill } from '@tidemark/till/worker';

serveTill();
