import DetachedProcess
import Linux
package import SQLite
import Time

/// Stops every machine and empties the world.
package struct MachineSweep {
    private let database: Database
    private let program: MachineProgram
    /// The path of the file for the programs' output.
    private let log: String

    private static let timeout = Duration.seconds(60)

    /// A machine that could not be stopped and may still run.
    package struct Failure: Error, Equatable {
        package let name: String
        package let reason: String

        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    /// `program` is our own driver; a machine that an external program started is stopped by that program.
    package init(database: Database, program: MachineProgram, log: String) {
        self.database = database
        self.program = program
        self.log = log
    }

    /// Returns the machines that could not be stopped; with none the world is empty. Safe to repeat, but not while a
    /// simulator runs on the database, which might be starting a machine.
    package func run() throws -> [Failure] {
        let machines = try database.rows(
            "SELECT machines.*, user_data, machine_faults FROM machines JOIN servers ON server_id = servers.id",
            Machine.init)
        var failures: [Failure] = []
        for machine in machines {
            do throws(Failure) {
                try stop(machine)
            } catch {
                failures.append(error)
            }
        }
        if failures.isEmpty { try Schema.clear(database) }
        return failures
    }

    private func stop(_ machine: Machine) throws(Failure) {
        let command = program.stop(machine)
        let id: Int32
        do throws(SpawnError) {
            id = try DetachedProcess.start(
                command[0], Array(command.dropFirst()), environment: MachineProgram.environment, log: log)
        } catch {
            throw Failure(name: machine.name, reason: error.description)
        }
        let child = RunningProgram(id: id, purpose: .stop, machine: machine)
        let deadline = ContinuousClock.now + Self.timeout
        while ContinuousClock.now < deadline {
            guard let status = child.exitStatus() else {
                PosixThread.sleep(for: .milliseconds(10))
                continue
            }
            if status == 0 { return }
            throw Failure(name: machine.name, reason: "stop ended with status \(status)")
        }
        throw Failure(name: machine.name, reason: "stop does not end")
    }
}
