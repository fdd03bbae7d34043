import Glibc

/// The processes of a service: its main one leads a session, and what that starts stays in it.
enum ServiceSession {
    /// Sends a signal to every process of the session.
    static func signal(_ number: Int32, sessionOf leader: pid_t) {
        guard leader > 0 else { return }
        for name in File.names(in: "/proc") {
            guard let id = pid_t(name), session(of: id) == leader else { continue }
            kill(id, number)
        }
    }

    private static func session(of id: pid_t) -> pid_t? {
        // A process that has ended meanwhile has no session any more.
        let result = getsid(id)
        return result < 0 ? nil : result
    }
}
