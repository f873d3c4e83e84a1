import { askBeginning } from './beginning.ts'

// Before all else is evaluated: main finds it out meanwhile.
void askBeginning()
