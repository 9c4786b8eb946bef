import Testing

@testable import SpineTUI

@Test func onAFastLineOnePictureIsOnItsWay() {
  var flow = FlowControl()
  #expect(flow.maySend(at: 0))
  let column = flow.send(100_000, at: 0, width: 80)
  #expect(!flow.maySend(at: 0.005))
  flow.acknowledge(column: column, at: 0.010)
  #expect(flow.maySend(at: 0.010))
  #expect(flow.limit == 1)
}

@Test func aDistantLineCarriesMoreButNeverMoreThanThree() {
  var flow = FlowControl()
  let first = flow.send(1000, at: 0, width: 80)
  flow.acknowledge(column: first, at: 0.2)
  var sent = 0
  while flow.maySend(at: 0.2) {
    _ = flow.send(1000, at: 0.2, width: 80)
    sent += 1
  }
  #expect(sent == 3)
}

@Test func onALineOfUnknownSpeedOneLargePictureGoesAlone() {
  var flow = FlowControl()
  flow.answered(sentAt: 0, at: 0.2)
  _ = flow.send(300_000, at: 1, width: 80)
  #expect(!flow.maySend(at: 1))
  #expect(flow.budget(seconds: 1) == nil)
}

@Test func aThinLineCarriesOnlyWhatFitsIt() {
  var flow = FlowControl()
  flow.answered(sentAt: 0, at: 0.2)
  // 100 kB in half a second.
  flow.acknowledge(column: flow.send(100_000, at: 1, width: 80), at: 1.7)
  _ = flow.send(100_000, at: 2, width: 80)
  #expect(!flow.maySend(at: 2))
  flow.expire(at: 3.4)
  #expect(flow.inFlight == 1)
  var small = flow
  small.acknowledge(column: 3, at: 2.7)
  _ = small.send(20_000, at: 3, width: 80)
  #expect(small.maySend(at: 3))
}

@Test func theRateIsThatOfTheBytesWhateverTheDistance() throws {
  for roundTrip in [0.001, 0.05, 0.3] {
    var line = LineEstimate()
    line.answered(sentAt: 0, at: roundTrip)
    // Three at once, then one by itself: a million bytes a second.
    for n in 1...3 {
      line.delivered(50_000, sentAt: 1, at: 1 + roundTrip + 0.05 * Double(n))
    }
    line.delivered(100_000, sentAt: 2, at: 2 + roundTrip + 0.1)
    let rate = try #require(line.bytesPerSecond)
    #expect(abs(rate - 1_000_000) < 10_000)
    #expect(line.roundTrip == roundTrip)
  }
}

@Test func acknowledgementsInABunchDoNotLookLikeAFastLine() throws {
  var line = LineEstimate()
  line.answered(sentAt: 0, at: 0.05)
  // Sent together, held up somewhere, and told of together.
  for _ in 0..<5 { line.delivered(25_000, sentAt: 1, at: 1.55) }
  #expect(try #require(line.bytesPerSecond) < 300_000)
}

@Test func anAcknowledgementCoversThePicturesBeforeIt() {
  var flow = FlowControl()
  flow.acknowledge(column: flow.send(1000, at: 0, width: 80), at: 0.1)
  _ = flow.send(1000, at: 1, width: 80)
  let second = flow.send(1000, at: 1, width: 80)
  flow.acknowledge(column: second, at: 1.1)
  #expect(flow.inFlight == 0)
}

@Test func aStrangeAnswerAcknowledgesNothing() {
  var flow = FlowControl()
  let column = flow.send(1000, at: 0, width: 80)
  flow.acknowledge(column: column + 1, at: 0.01)
  #expect(flow.inFlight == 1)
}

@Test func afterThreeLossesPicturesGoByTheClock() {
  var flow = FlowControl()
  var now = 0.0
  for _ in 0..<3 {
    #expect(flow.maySend(at: now))
    _ = flow.send(1000, at: now, width: 80)
    #expect(!flow.maySend(at: now + 0.5))
    now += 1.0
    flow.expire(at: now)
  }
  #expect(flow.maySend(at: now))
  #expect(flow.isBlind)
  _ = flow.send(1000, at: now, width: 80)
  #expect(!flow.maySend(at: now + 0.01))
  #expect(flow.maySend(at: now + 0.04))
}

@Test func parkedColumnsFitNarrowTerminals() {
  var flow = FlowControl()
  for n in 0..<100 {
    let column = flow.send(1000, at: Double(n) * 2, width: 10)
    #expect((1...10).contains(column))
    flow.acknowledge(column: column, at: Double(n) * 2 + 0.001)
  }
}
