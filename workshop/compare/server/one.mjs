// One process: by itself, one of several on ports of their own, or an instance of PM2's.
import { serve } from './handler.mjs';

serve();
