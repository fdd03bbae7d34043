import HTTP
import SimulatorFaults
import Testing

@testable import SimulatedCloud

/// The syntax of faults, and the occasions on which they fire.
struct FaultTests {
    @Test func `every fault can be given by its name alone`() throws {
        for fault in Fault.allCases {
            #expect(try FaultInjection(fault.rawValue).fault == fault)
            #expect(!fault.explanation.isEmpty)
        }
    }

    @Test(arguments: [
        ("nope", "there is no fault named 'nope'"), ("", "there is no fault named ''"),
        (
            "quota:call=POST /servers",
            "quota: 'call=POST /servers' is none of its parameters, which are limit, of, share, skip, times"
        ),
        (
            "slow:seconds",
            "slow: 'seconds' is none of its parameters, which are call, seconds, share, skip, times"
        ),
        ("slow:seconds=x", "slow: seconds=x: expected seconds up to 600"),
        ("slow:seconds=601", "slow: seconds=601: expected seconds up to 600"),
        ("slow:seconds=-1", "slow: seconds=-1: expected seconds up to 600"),
        (
            "wrong-date:seconds=31536001",
            "wrong-date: seconds=31536001: expected seconds from -31536000 to 31536000"
        ),
        (
            "listing-incomplete:seconds=1",
            "listing-incomplete: 'seconds=1' is none of its parameters, which are call, limit, share, skip, times"
        ),
        ("slow:share=0", "slow: share=0: expected 1 to 100"),
        ("slow:share=101", "slow: share=101: expected 1 to 100"),
        ("slow:times=0", "slow: times=0: expected 1 or more"),
        ("slow:call=POST", "slow: call=POST: expected METHOD PATH, for example POST /servers"),
        (
            "slow:call=FETCH /servers",
            "slow: call=FETCH /servers: expected METHOD PATH, for example POST /servers"
        ),
        ("server-error:when=never", "server-error: when=never: expected before or after"),
        ("sold-out:type=cx99", "sold-out: type=cx99: expected a server type"),
        ("sold-out:location=mars", "sold-out: location=mars: expected a location"),
        (
            "sold-out:form=402",
            "sold-out: form=402: expected resource_unavailable, placement_error, invalid_input"
        ),
        ("quota:of=volumes", "quota: of=volumes: expected servers, primary_ips"),
        ("name-taken:holder=me", "name-taken: holder=me: expected nobody, somebody"),
    ])
    func `a malformed fault is refused with a sentence that names the mistake`(text: String, message: String)
    {
        #expect(throws: FaultInjection.Malformed(description: message)) { try FaultInjection(text) }
    }

    private func firings(_ text: String, occasions: Int) throws -> [Int] {
        let simulation = try Simulation()
        try simulation.switchOn(text)
        return try (1...occasions).filter { _ in try simulation.request(.get, "/locations").status == 503 }
    }

    @Test func `without parameters a fault fires on every request`() throws {
        #expect(try firings("unavailable", occasions: 3) == [1, 2, 3])
    }

    @Test func `skip and times count occasions`() throws {
        #expect(try firings("unavailable:times=2", occasions: 4) == [1, 2])
        #expect(try firings("unavailable:skip=1,times=1", occasions: 4) == [2])
    }

    @Test(arguments: [1, 20, 33, 50, 99])
    func `a share fires on so many occasions, scattered, and on the same ones each time`(share: Int) throws {
        func firings() throws -> [Int64] {
            let fault = try FaultInjection("unavailable:share=\(share)")
            return (0..<10_000).filter { fault.fires(seen: $0, fired: 0) }
        }
        let first = try firings()
        #expect((share * 100 - 150...share * 100 + 150).contains(first.count))
        #expect(try firings() == first)
        // A client that repeats its requests in a fixed rhythm meets the fault as often at each of them.
        for beat in 0..<3 {
            let hits = first.count { $0 % 3 == beat }
            #expect((share * 33 - 120...share * 34 + 120).contains(hits))
        }
    }

    @Test func `a share counts from the end of the skipped occasions`() throws {
        let fault = try FaultInjection("unavailable:share=50")
        let later = try FaultInjection("unavailable:share=50,skip=7")
        for occasion in Int64(0)..<50 {
            #expect(
                fault.fires(seen: occasion, fired: 0) == later.fires(seen: occasion + 7, fired: 0))
        }
    }

    @Test func `call= picks method and path`() throws {
        #expect(try firings("unavailable:call=GET /locations", occasions: 1) == [1])
        #expect(try firings("unavailable:call=* /locations", occasions: 1) == [1])
        #expect(try firings("unavailable:call=GET *", occasions: 1) == [1])
        #expect(try firings("unavailable:call=POST *", occasions: 1) == [])
        #expect(try firings("unavailable:call=GET /locations/*", occasions: 1) == [])
        #expect(try firings("unavailable:call=GET /*", occasions: 1) == [1])
    }

    @Test func `faults are switched on and off while the simulator runs`() throws {
        let simulation = try Simulation()
        try simulation.switchOn("unavailable", "server-error")
        #expect(try simulation.request(.get, "/locations").status == 503)
        let faults = try World.faults(in: simulation.database)
        #expect(faults.map(\.text) == ["unavailable", "server-error"])
        #expect(faults.map(\.seen) == [1, 1])
        #expect(faults.map(\.fired) == [1, 0])
        #expect(try World.switchOff(faults[0].id, in: simulation.database) == 1)
        #expect(try simulation.request(.get, "/locations").status == 500)
        #expect(try World.switchOff(nil, in: simulation.database) == 1)
        #expect(try World.switchOff(7, in: simulation.database) == 0)
        #expect(try simulation.request(.get, "/locations").status == 200)
        #expect(throws: FaultInjection.Malformed.self) { try simulation.switchOn("nope") }
    }

    @Test func `a start with the same faults goes on counting, and a start with others replaces them`() throws
    {
        let simulation = try Simulation()
        let database = simulation.database
        try World.setStartFaults(["unavailable:times=1"], in: database)
        try simulation.switchOn("conflict:times=1")
        #expect(try simulation.request(.get, "/locations").status == 503)
        try World.setStartFaults(["unavailable:times=1"], in: database)
        #expect(try simulation.request(.get, "/locations").status == 409)
        try World.setStartFaults(["maintenance"], in: database)
        #expect(try World.faults(in: database).map(\.text) == ["conflict:times=1", "maintenance"])
        #expect(try simulation.request(.get, "/locations").status == 403)
        #expect(throws: FaultInjection.Malformed.self) { try World.setStartFaults(["nope"], in: database) }
    }
}
