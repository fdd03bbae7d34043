import ArgumentParser
import SQLite
import SimulatedCloud
import SimulatorFaults

/// `hetzner-sim fault`: changes the faults while the simulator runs.
struct FaultCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault",
        abstract: "Switches faults on and off while the simulator runs; the next call sees it.",
        discussion: """
            A fault is NAME or NAME:KEY=VALUE,… with these keys for every kind: share=1..100 fires on so many \
            of a hundred occasions, the same ones each time; skip=N lets the first N pass; times=N ends it \
            after it has fired N times.
            """,
        subcommands: [Add.self, List.self, Clear.self, Kinds.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switches faults on.")
        @OptionGroup var world: WorldFile
        @Argument(help: "For example 'lost-answer:call=POST /servers,times=1'.")
        var faults: [String]

        func run() throws {
            let database = try world.openExisting()
            for text in faults { _ = try FaultInjection(text) }
            try database.write {
                for text in faults { try World.switchOn(text, in: database) }
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the faults that are on, how many occasions they saw and how often they fired.")
        @OptionGroup var world: WorldFile
        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let faults = try World.faults(in: try world.openExisting())
            if json {
                return print(JSON.array(faults.map(\.json)).text)
            }
            var table = TextTable(["ID", "FAULT", "SEEN", "STRUCK"])
            for fault in faults {
                table.add([String(fault.id), fault.text, String(fault.seen), String(fault.fired)])
            }
            print(table.text)
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switches one fault off, or all.")
        @OptionGroup var world: WorldFile
        @Argument(help: "The fault's id; every fault unless given.")
        var id: Int64?

        func run() throws {
            let count = try World.switchOff(id, in: try world.openExisting())
            if count == 0, let id { throw ValidationError("no fault has the id \(id)") }
        }
    }

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Explains what can go wrong.")

        func run() throws {
            var table = TextTable(["NAME", "WHAT HAPPENS", "KEYS"])
            for fault in Fault.allCases {
                let parameters = fault.parameters.map(\.rawValue).sorted()
                table.add([fault.rawValue, fault.explanation, parameters.joined(separator: " ")])
            }
            print(table.text)
        }
    }
}
