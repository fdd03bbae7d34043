import Glibc

/// The processor time that this process has used, in seconds.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The number of times that `work` is done in a second of processor time, measured for `seconds` of it after a first
/// warm-up. Rethrows what `work` throws.
func perCPUSecond(_ seconds: Double, _ work: () throws -> Void) rethrows -> Double {
    let batch = 100
    for _ in 0..<batch { try work() }
    let start = cpuSeconds()
    var count = 0
    var elapsed = 0.0
    while elapsed < seconds {
        for _ in 0..<batch { try work() }
        count += batch
        elapsed = cpuSeconds() - start
    }
    return Double(count) / elapsed
}
