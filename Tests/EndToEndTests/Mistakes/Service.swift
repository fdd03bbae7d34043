import Glibc
import TestSupport

/// A program that is ended and started again, as by a service manager.
final class Service {
    private let launch: () throws -> ChildProgram
    private var program: ChildProgram?

    init(_ launch: @escaping () throws -> ChildProgram) {
        self.launch = launch
    }

    func start() throws {
        program = try launch()
    }

    func end() {
        program?.signal(SIGTERM)
        _ = program?.waitForExit()
        program = nil
    }
}
