// Nothing to call: the library is preloaded into a program that knows nothing of it. See CKillPoint.c.
