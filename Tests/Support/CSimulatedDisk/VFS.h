#pragma once
#include <sqlite3.h>

// The system's VFS.
sqlite3_vfs *systemVFS(void);
