import ArgumentParser
import Glibc
import Linux
import SimulatedCloud
import Time

/// `hetzner-sim log`.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prints every call of the API with its time, status, caller and what was made to go wrong.")

    @OptionGroup var world: WorldFile
    @Flag(help: "As JSON, an object a line.")
    var json = false
    @Flag(help: "Go on until interrupted.")
    var follow = false

    func run() throws {
        let database = try world.openExisting()
        var last: Int64 = 0
        repeat {
            for request in try RequestRecord.all(after: last, in: database) {
                print(json ? request.json.text : request.line)
                last = request.id
            }
            fflush(nil)
            if follow { PosixThread.sleep(for: .milliseconds(200)) }
        } while follow
    }
}

/// `hetzner-sim world`.
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world", abstract: "Prints what exists: servers, addresses, keys, firewalls, machines.")

    @OptionGroup var world: WorldFile
    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let inventory = try Inventory(try world.openExisting())
        print(json ? inventory.json.text : inventory.text)
    }
}

/// `hetzner-sim bill`.
struct BillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill",
        abstract: "Prints what the project would have paid, and what goes on costing.")

    @OptionGroup var world: WorldFile
    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let bill = try Bill(try world.openExisting(), at: .now())
        print(json ? bill.json.text : bill.table.text)
    }
}
