// No functions to call: the library is preloaded into an unmodified program. See its sources.
