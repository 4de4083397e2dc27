import { attackSite } from './attack-site.ts';

attackSite('demo');
