import Synchronization

/// Programs of templates that the context names, kept from one rendering to the next.
final class VariantCache: Sendable {
    private let programs = Mutex<[Compiler.RoutineKey: Program]>([:])

    func program(
        for key: Compiler.RoutineKey, orMake make: () throws(TemplateError) -> Program
    ) throws(TemplateError) -> Program {
        if let known = programs.withLock({ $0[key] }) { return known }
        let made = try make()
        return programs.withLock { programs in
            // Another thread may have been faster; then both use its program.
            if let known = programs[key] { return known }
            programs[key] = made
            return made
        }
    }
}
