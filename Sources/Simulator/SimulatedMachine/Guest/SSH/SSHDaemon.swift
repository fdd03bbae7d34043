import Glibc

/// Starts the machine's sshd, or under a fault `BrokenSSHDaemon` in its place.
enum SSHDaemon {
    static func start(_ cloudInit: CloudInit) throws(MachineError) {
        let machine = cloudInit.machine
        let arguments: [String]
        switch cloudInit.behavior.sshServer {
        case .serves:
            let keys = cloudInit.behavior.showsOtherHostKeys ? otherHostKeys : HostKeys.directory
            try HostKeys.generate(into: keys)
            arguments = server(machine, cloudInit.configuration, keys: keys)
        case .refuses: return
        case .resets: arguments = brokenServer("resets", machine)
        case .stalls: arguments = brokenServer("stalls", machine)
        }
        _ = try ProcessSpecification(arguments).start(log: GuestPaths.console)
        printLine("sshd: listening at \(machine.address):\(machine.sshPort)")
    }

    /// The keys of a server that is not the one which calls back.
    private static let otherHostKeys = GuestPaths.directory + "/other-host-keys"

    private static func brokenServer(_ behavior: String, _ machine: MachineSpecification) -> [String] {
        GuestProgram.brokenSSH.command([behavior, machine.address, String(machine.sshPort)])
    }

    private static func server(
        _ machine: MachineSpecification, _ configuration: [String: JSONValue], keys: String
    ) -> [String] {
        var words = ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-p", String(machine.sshPort)]
        for type in HostKeys.types where type != "dsa" {
            words += ["-h", HostKeys.privateKey(type, in: keys)]
        }
        let passwords = configuration["ssh_pwauth"] == .bool(false) ? "no" : "yes"
        let options = [
            "ListenAddress=" + machine.address, "UsePAM=no", "PidFile=none", "Subsystem=sftp internal-sftp",
            "PasswordAuthentication=" + passwords,
        ]
        return words + options.flatMap { ["-o", $0] }
    }
}

/// Listens in sshd's place under a fault: accepts connections and resets them, or sends nothing.
enum BrokenSSHDaemon {
    static func run(_ arguments: [String]) throws -> Int32 {
        guard arguments.count == 3, let port = UInt16(arguments[2]) else {
            throw MachineError("expected resets|stalls ADDRESS PORT")
        }
        let listener = try listeningSocket(address: arguments[1], port: port)
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                pause(.milliseconds(100))
                continue
            }
            guard arguments[0] == "resets" else { continue }
            // Closing with a linger time of zero sends a reset.
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            close(connection)
        }
    }
}
