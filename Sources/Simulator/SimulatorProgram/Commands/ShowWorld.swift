import ArgumentParser
import SimulatedCloud

/// `hetzner-sim world`.
struct ShowWorld: ParsableCommand {
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
