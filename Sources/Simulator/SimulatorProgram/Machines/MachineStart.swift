import ArgumentParser
import SimulatedMachine
import SimulatorFaults

struct MachineStart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Starts a machine and returns once it is launched; it boots by itself.",
        discussion: "Starting a machine that runs already changes nothing.")

    @Option(help: "The machine's name, which is its host name.")
    var name: String
    @Option(help: "The loopback address it is reached at, such as 127.1.0.9.")
    var address: String
    @Option(help: "The port of its sshd: 22 needs root.")
    var sshPort: UInt16 = 22
    @Option(help: "The file with the user-data it was created with.")
    var userData: String
    @Option(help: "How many seconds every connection is refused after the start.")
    var bootSeconds = 0.0
    @Option(help: "How many seconds after that apt-get waits for package lists.")
    var setupSeconds = 0.0
    @Option(help: "The instance id that cloud-init knows; eight digits at random otherwise.")
    var instanceId: String?
    @Option(help: "What goes wrong; may be given again. See: hetzner-sim machine faults")
    var fault: [MachineFault] = []
    @Option(help: "How many seconds late the call is that the fault callback-late delays.")
    var lateSeconds = 20.0
    @OptionGroup var directory: MachineState

    func validate() throws {
        for (option, seconds) in [
            ("boot-seconds", bootSeconds), ("setup-seconds", setupSeconds), ("late-seconds", lateSeconds),
        ] where !(0...86_400).contains(seconds) {
            throw ValidationError("--\(option) \(seconds): expected 0 to 86400")
        }
    }

    func run() throws {
        let machine = try MachineSpecification(
            name: name, address: address, sshPort: sshPort, bootTime: .seconds(fraction: bootSeconds),
            setUpTime: .seconds(fraction: setupSeconds), callbackDelay: .seconds(fraction: lateSeconds),
            faults: Set(fault), instanceID: instanceId)
        try directory.driver.start(machine, userDataFile: userData)
    }
}

extension MachineFault: ExpressibleByArgument {}
