/// A process to start in a machine: its command line, environment, working directory and user.
struct ProcessSpecification {
    /// The program's absolute path and its arguments.
    var arguments: [String]
    /// The whole environment; nothing is inherited.
    var environment: [(name: String, value: String)] = [("PATH", GuestPaths.systemPath)]
    var workingDirectory = "/"
    /// root when nil.
    var user: UnixUser?
    var noNewPrivileges = false

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Starts the process in a session of its own, with both outputs appended to the file `log`. The child's process
    /// id is the program's own, since env and setpriv execute it in their place.
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
