import FoundationEssentials
import Glibc

/// The boot of a machine: after the boot time, in which no port is open, cloud-init's first stages create the
/// users, and sshd and the enabled units start; then the later stages run the commands.
enum CloudInitBoot {
    static func run() throws -> Int32 {
        let poweredOn = ContinuousClock.now
        let machine = try JSONDecoder().decode(
            MachineSpecification.self, from: Data(try File.read(GuestPaths.machineSpecification)))
        let document = try File.read(GuestPaths.userData)
        let configuration = UserData.configuration(document)
        if configuration == nil {
            printLine("cloud-init: the user-data is no cloud-config and is ignored whole")
        }
        try delayPackageLists(by: machine.bootTime + machine.setUpTime)
        let cloudInit = CloudInit(machine: machine, configuration: configuration ?? [:])
        try prepare(cloudInit, document)
        try HostKeys.generate(into: HostKeys.directory)
        pause(until: poweredOn + machine.bootTime)
        try boot(cloudInit)
        return 0
    }

    private static func prepare(_ cloudInit: CloudInit, _ document: [UInt8]) throws {
        try File.createDirectory(CloudInit.instanceDirectory + "/scripts")
        try File.write(document, to: CloudInit.instanceDirectory + "/user-data.txt", mode: 0o600)
        try File.createDirectory(CloudInitStatus.dataDirectory)
        try File.write(
            cloudInit.machine.instanceID + "\n", to: CloudInitStatus.dataDirectory + "/instance-id")
        try File.append([], to: CloudInit.outputLogFile, mode: 0o640)
        chown(CloudInit.outputLogFile, 0, try UnixUser.groupID(named: "adm") ?? 0)
        try cloudInit.behavior.writeMarkers(callbackDelay: cloudInit.machine.callbackDelay)
    }

    /// Lets apt-get wait for that time from now on, in place of the downloads.
    private static func delayPackageLists(by delay: Duration) throws {
        guard let uptime = Double(try File.text("/proc/uptime").prefix { $0 != " " }) else {
            throw MachineError("/proc/uptime holds no number")
        }
        try File.write(String(Int((uptime + delay / .seconds(1)) * 100)), to: GuestPaths.setUpEnds)
    }

    private static func boot(_ cloudInit: CloudInit) throws {
        try cloudInit.runStage(\.initLocal, named: "init-local", [])
        try cloudInit.runStage(
            \.initNetwork, named: "init",
            [
                ("write-files", { try cloudInit.writeFiles(.beforeUsers) }),
                ("users-groups", cloudInit.createUsers),
            ])
        try SSHDaemon.start(cloudInit)
        try startEnabledUnits()
        try cloudInit.runStage(
            \.modulesConfig, named: "modules-config", [("runcmd", cloudInit.writeRuncmdScript)])
        try cloudInit.runStage(
            \.modulesFinal, named: "modules-final",
            [
                ("package-update-upgrade-install", cloudInit.installPackages),
                ("write-files-deferred", { try cloudInit.writeFiles(.deferred) }),
                ("scripts-user", cloudInit.runUserScripts),
            ])
        try cloudInit.finish()
        printLine("cloud-init: finished")
    }

    /// Starts what multi-user.target wants. On Ubuntu cloud-init's last stage comes after that target; a oneshot unit which
    /// holds it up doesn't hold that stage up here.
    private static func startEnabledUnits() throws {
        for name in UnitEnablement.units(of: "multi-user.target") {
            let request = ManagerSocket.Request(arguments: ["start", "--no-block", name])
            _ = try ManagerSocket.exchange(ManagerSocket.control, request)
        }
    }
}

/// The user-data a server is created with.
enum UserData {
    private static let firstLine = Array("#cloud-config\n".utf8)

    /// The cloud-config in it, or nil when cloud-init would ignore it: the first line must be `#cloud-config`, and the
    /// rest a mapping. Only JSON is understood, no other YAML.
    static func configuration(_ document: [UInt8]) -> [String: JSONValue]? {
        guard document.starts(with: firstLine) else { return nil }
        let body = Data(document.dropFirst(firstLine.count))
        // A document that is not JSON is ignored, so the error is not needed.
        guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: body) else {
            return nil
        }
        return members
    }
}
