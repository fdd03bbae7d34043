import Glibc

/// A child of ours that starts or stops a machine.
struct RunningProgram {
    enum Purpose: String {
        case start, stop
    }

    let id: pid_t
    let purpose: Purpose
    let machine: Machine

    /// How it ended, once: 0 to 255, 128 and the signal for a killed one; nil while it runs.
    func exitStatus() -> Int32? {
        var status: Int32 = 0
        switch waitpid(id, &status, WNOHANG) {
        case 0: return nil
        case id: return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        // Somebody else has reaped it; how it ended is lost, that it ended is not.
        default: return errno == ECHILD ? 0 : nil
        }
    }
}
