#pragma once

/// The process is at the point of that name: says so, and gets its signal there if it is the one.
void pass(const char *name);
