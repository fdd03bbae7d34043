import ProductSupport
import Store
import Testing

struct CatalogueTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    /// `current`, `to be read` or `being read`, with the document.
    private func lookUp(_ store: Store? = nil, _ topic: String = "types", _ project: String = "p") throws
        -> String
    {
        let known = try (store ?? test.store).lookUpCatalogue(
            topic, project: project, maxAge: .seconds(600), readingTime: .seconds(90))
        return switch known {
        case .current(let document): "current \(document.text)"
        case .toBeRead(let document): "to be read \(document?.text ?? "-")"
        case .beingRead(let document): "being read \(document?.text ?? "-")"
        }
    }

    @Test func `one of several callers is told to read`() throws {
        let other = try test.another()
        #expect(try lookUp() == "to be read -")
        #expect(try lookUp(other) == "being read -")
        try test.store.saveCatalogue("a", of: "types", project: "p")
        #expect(try lookUp(other) == "current a")
    }

    @Test func `a document that is ten minutes old is read anew, and used meanwhile`() throws {
        try test.store.saveCatalogue("a", of: "types", project: "p")
        test.advance(.seconds(599))
        #expect(try lookUp() == "current a")
        test.advance(.seconds(1))
        #expect(try lookUp() == "to be read a")
        #expect(try lookUp() == "being read a")
    }

    @Test func `another caller follows a reader that died or failed`() throws {
        _ = try lookUp()
        test.advance(.seconds(89))
        #expect(try lookUp() == "being read -")
        test.advance(.seconds(1))
        #expect(try lookUp() == "to be read -")
        try test.store.abandonReading("types", project: "p")
        #expect(try lookUp() == "to be read -")
    }

    @Test func `a document or a reader of the future does not last`() throws {
        try test.store.saveCatalogue("a", of: "types", project: "p")
        test.advance(.seconds(-3600))
        #expect(try lookUp() == "to be read a")
        test.advance(.seconds(-3600))
        #expect(try lookUp() == "to be read a")
    }

    @Test func `each topic of each project has its own document`() throws {
        try test.store.saveCatalogue("a", of: "types", project: "p")
        #expect(try lookUp(nil, "images") == "to be read -")
        #expect(try lookUp(nil, "types", "q") == "to be read -")
    }

    @Test func `a sold-out order is recorded by type, location and project`() throws {
        try test.store.recordSoldOut(type: "cx23", location: "nbg1", project: "p")
        #expect(try test.store.soldOut(type: "cx23", location: "nbg1", project: "p") == test.store.now)
        #expect(try test.store.soldOut(type: "cx23", location: "fsn1", project: "p") == nil)
        #expect(try test.store.soldOut(type: "cx33", location: "nbg1", project: "p") == nil)
        #expect(try test.store.soldOut(type: "cx23", location: "nbg1", project: "q") == nil)
        test.advance(.seconds(5))
        try test.store.recordSoldOut(type: "cx23", location: "nbg1", project: "p")
        #expect(try test.store.soldOut(type: "cx23", location: "nbg1", project: "p") == test.store.now)
    }
}
