/// A program to run on the machine, and in whose name.
struct ProcessSpecification {
    var arguments: [String]
    /// All of its environment.
    var environment: [(name: String, value: String)] = [("PATH", GuestPaths.systemPath)]
    var workingDirectory = "/"
    /// root when nil.
    var user: UnixUser?
    var noNewPrivileges = false

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Starts it in a session of its own, reading nothing, both outputs appended to `log`. The process id is
    /// that of the program itself: what prepares it is replaced by it.
    func start(log: String) throws(MachineError) -> ChildProcess {
        var words = [GuestPaths.hostPrograms + "/env", "-i", "--chdir=" + workingDirectory]
        words += environment.map { "\($0.name)=\($0.value)" }
        if user != nil || noNewPrivileges {
            words.append(GuestPaths.hostPrograms + "/setpriv")
            if let user {
                words += ["--reuid=\(user.userID)", "--regid=\(user.groupID)", "--init-groups"]
            }
            if noNewPrivileges {
                words.append("--no-new-privs")
            }
            words.append("--")
        }
        return try ChildProcess(words + arguments, environment: [:], log: log)
    }
}
