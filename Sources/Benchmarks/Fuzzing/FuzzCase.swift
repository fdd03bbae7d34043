import Mustache
import SeededRandom

/// A random template with partials, a context for it, and the options to render it with.
struct FuzzCase {
    let text: String
    let partials: [String: String]
    let missing: MissingTemplates
    let context: Result<Value, TemplateError>
    let comparesInclusions: Bool
    let unknownNames: UnknownNames

    init(seed: UInt64, number: Int) {
        var random = SeededRandom(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
        text = TemplateGenerator.template(&random)
        var partials: [String: String] = [:]
        for name in TemplateGenerator.partials where !random.oneIn(4) {
            partials[name] = TemplateGenerator.template(&random)
        }
        self.partials = partials
        missing = random.oneIn(8) ? .refused : .empty
        context = Self.context(&random)
        comparesInclusions = random.oneIn(8)
        unknownNames = random.oneIn(8) ? .refused : .empty
    }

    private static func context(_ random: inout SeededRandom) -> Result<Value, TemplateError> {
        if random.oneIn(4) {
            let json = ContextGenerator.json(&random)
            return Result { () throws(TemplateError) in try Value(json: Array(json.utf8)) }
        }
        return .success(random.oneIn(8) ? ContextGenerator.value(&random) : ContextGenerator.object(&random))
    }

    /// The two renderings of a partial, included by its name and by a name in the context, when they differ. The
    /// compiler inlines the first and runs the second as a separate program, which must make no difference.
    func differingInclusions(_ context: Value) -> (inlined: String, separate: String)? {
        guard comparesInclusions, case .object(let object) = context else { return nil }
        let named = Value.object(object.fields + [.init(name: "name", value: "p")])
        for (inlined, separate) in [(" {{>p}}\n", " {{>*name}}\n"), ("-{{>p}}-", "-{{>*name}}-")] {
            // Near a limit, one may be refused where the other is not.
            guard let one = try? Template(inlined, partials: partials).render(named),
                let other = try? Template(separate, partials: partials).render(named)
            else { continue }
            if one != other { return (one, other) }
        }
        return nil
    }
}
