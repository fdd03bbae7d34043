import FoundationEssentials
import Glibc

/// A machine's boot: nothing answers for the boot time; then cloud-init's first stage makes the users and sshd
/// listens; then set-up runs and calls home.
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
        let cloudInit = CloudInit(machine: machine, configuration: configuration ?? [:])
        try prepare(cloudInit, document)
        try HostKeys.generate(into: HostKeys.directory)
        pause(until: poweredOn + machine.bootTime)
        try boot(cloudInit, setUpEnds: poweredOn + machine.bootTime + machine.setUpTime)
        return 0
    }

    private static func prepare(_ cloudInit: CloudInit, _ document: [UInt8]) throws {
        try File.createDirectory(CloudInit.instanceDirectory + "/scripts")
        try File.write(document, to: CloudInit.instanceDirectory + "/user-data.txt", mode: 0o600)
        try File.write("", to: CloudInit.outputLogFile, mode: 0o640)
        chown(CloudInit.outputLogFile, 0, try UnixUser.groupID(named: "adm") ?? 0)
        for fault in cloudInit.machine.faults {
            try File.createDirectory(GuestPaths.faults)
            try File.write("", to: GuestPaths.faults + "/" + fault.rawValue)
        }
        if let host = cloudInit.callbackHost {
            try File.write(host, to: GuestPaths.callbackHost)
        }
    }

    private static func boot(_ cloudInit: CloudInit, setUpEnds: ContinuousClock.Instant) throws {
        try cloudInit.runStage(\.initLocal, named: "init-local", [])
        try cloudInit.runStage(
            \.initNetwork, named: "init",
            [
                ("write-files", { try cloudInit.writeFiles(.beforeUsers) }),
                ("users-groups", cloudInit.createUsers),
            ])
        try SSHDaemon.start(cloudInit)
        try cloudInit.runStage(
            \.modulesConfig, named: "modules-config", [("runcmd", cloudInit.writeRuncmdScript)])
        try cloudInit.runStage(
            \.modulesFinal, named: "modules-final",
            [
                ("package-update-upgrade-install", { try cloudInit.installPackages(before: setUpEnds) }),
                ("write-files-deferred", { try cloudInit.writeFiles(.deferred) }),
                ("scripts-user", cloudInit.runUserScripts),
                ("phone-home", { try cloudInit.phoneHome(after: setUpEnds) }),
            ])
        try cloudInit.finish()
        printLine("cloud-init: finished")
    }
}

/// The document a server is created with.
enum UserData {
    private static let firstLine = Array("#cloud-config\n".utf8)

    /// The configuration in it, or nil when cloud-init would ignore the document whole: when its first line is
    /// anything but `#cloud-config`, or what follows is not a mapping. YAML other than JSON is not understood.
    static func configuration(_ document: [UInt8]) -> [String: JSONValue]? {
        guard document.starts(with: firstLine) else { return nil }
        let body = Data(document.dropFirst(firstLine.count))
        // Why a document is no JSON does not matter to a machine that ignores it.
        guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: body) else {
            return nil
        }
        return members
    }
}
