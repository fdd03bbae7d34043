import ArgumentParser
import SimulatedCloud

/// `hetzner-sim bill`.
struct ShowBill: ParsableCommand {
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
