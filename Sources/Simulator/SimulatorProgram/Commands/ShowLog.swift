import ArgumentParser
import Glibc
import SimulatedCloud

/// `hetzner-sim log`.
struct ShowLog: ParsableCommand {
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
            for call in try RequestRecord.all(after: last, in: database) {
                print(json ? call.json.text : call.line)
                last = call.id
            }
            fflush(nil)
            if follow { Pause.wait(.milliseconds(200)) }
        } while follow
    }
}
