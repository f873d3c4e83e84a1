import { askBeginning } from './beginning.ts'

// Before the interface is evaluated: main finds it out meanwhile.
void askBeginning()
