import DetachedProcess
import Glibc

extension ProcessIdentity {
    /// Kills this process, and never a later one that was given its id.
    func kill() throws(MachineError) {
        guard isRunning else { return }
        guard Glibc.kill(id, SIGKILL) == 0 || errno == ESRCH else {
            throw .system("kill process", String(id))
        }
    }
}
