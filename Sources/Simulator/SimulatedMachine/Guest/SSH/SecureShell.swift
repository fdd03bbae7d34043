/// The machine's sshd, or what fails in its place.
enum SecureShell {
    static func start(_ cloudInit: CloudInit) throws(MachineError) {
        let machine = cloudInit.machine
        guard !machine.faults.contains(.sshRefuses) else { return }
        _ = try Program(arguments(machine, cloudInit.configuration)).start(log: Inside.console)
        say("sshd: listening at \(machine.address):\(machine.sshPort)")
    }

    private static func arguments(
        _ machine: MachineSpecification, _ configuration: [String: JSONValue]
    ) -> [String] {
        for (fault, behaviour) in [(Fault.sshResets, "resets"), (.sshStalls, "stalls")]
        where machine.faults.contains(fault) {
            return Inside.command(.brokenSSH, [behaviour, machine.address, String(machine.sshPort)])
        }
        var words = ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-p", String(machine.sshPort)]
        for type in HostKeys.types where type != "dsa" {
            words += ["-h", HostKeys.privateKey(type, in: HostKeys.directory)]
        }
        let passwords = configuration["ssh_pwauth"] == .bool(false) ? "no" : "yes"
        let options = [
            "ListenAddress=" + machine.address, "UsePAM=no", "PidFile=none", "Subsystem=sftp internal-sftp",
            "PasswordAuthentication=" + passwords,
        ]
        return words + options.flatMap { ["-o", $0] }
    }
}
