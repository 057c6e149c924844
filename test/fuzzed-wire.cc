/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzzed-wire.h"

#include "ns3/event-impl.h"
#include "ns3/frame-codec.h"
#include "ns3/frame-operations.h"
#include "ns3/roce-icrc.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <functional>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/// Frames that are late are so by this at most, ps.
constexpr uint64_t MOST_DELAY = 20000000;
/// Numbers of packets that a receiver need not look at are farther than this.
constexpr uint32_t FAR = 1U << 22;
/// Packets by which a copy may be late, or early.
constexpr uint32_t MARGIN = 20000;
/// Bytes of a message that is made up.
constexpr uint32_t MOST_BYTES = 1U << 16;

/// Put in the ICRC that belongs there.
void
Mend(std::vector<uint8_t>& bytes)
{
    if (bytes.size() < wire::ETHERNET_BYTES + wire::ICRC_BYTES)
    {
        return;
    }
    const size_t size = bytes.size() - wire::ETHERNET_BYTES - wire::ICRC_BYTES;
    if (const auto icrc = RoceIcrc(bytes.data() + wire::ETHERNET_BYTES, size))
    {
        for (size_t i = 0; i < wire::ICRC_BYTES; i++)
        {
            bytes[wire::ETHERNET_BYTES + size + i] = static_cast<uint8_t>(*icrc >> (8 * i));
        }
    }
}

} // namespace

FuzzedWire::FuzzedWire(FabricPortOwner& inner,
                       Ptr<FabricNetDevice> device,
                       const FuzzRates& rates,
                       FabricRandom& random)
    : m_inner(inner),
      m_pool(FramePool::Of(device->GetDomain())),
      m_domain(device->GetDomain()),
      m_rates(rates),
      m_random(random)
{
    device->SetOwner(this, true);
}

void
FuzzedWire::ReceiveFrame(Frame* frame)
{
    while (m_random.Uniform() < m_rates.injection)
    {
        if (Frame* made = Make(*frame))
        {
            Inject(made);
        }
    }
    if (m_random.Uniform() < m_rates.loss)
    {
        m_pool.Drop(frame, DropReason::GREY_LOSS);
        return;
    }
    HandOver(frame);
}

void
FuzzedWire::FrameLeavesQueue(FabricPort& port, Frame* frame)
{
    m_inner.FrameLeavesQueue(port, frame);
}

Frame*
FuzzedWire::PullFrame(FabricPort& port)
{
    return m_inner.PullFrame(port);
}

void
FuzzedWire::LinkChanged(FabricPort& port)
{
    m_inner.LinkChanged(port);
}

void
FuzzedWire::PauseChanged(FabricPort& port)
{
    m_inner.PauseChanged(port);
}

Frame*
FuzzedWire::Copy(const Frame& frame)
{
    Frame* copy = m_pool.Make();
    *copy = frame;
    copy->next = nullptr;
    copy->extra = nullptr;
    if (frame.extra)
    {
        FrameExtra& extra = m_pool.GetExtra(*copy);
        void* next = extra.next;
        extra = *frame.extra;
        extra.next = next;
    }
    return copy;
}

uint32_t
FuzzedWire::NearOrFar(uint32_t number)
{
    switch (m_random.Below(4))
    {
    case 0:
        return m_random.Below(PSN_MASK);
    case 1:
        return (number + FAR + m_random.Below(FAR)) & PSN_MASK;
    default:
        return (number + m_random.Below(40) - 20) & PSN_MASK;
    }
}

bool
FuzzedWire::Spare(Frame& frame)
{
    const bool isData = frame.kind == FrameKind::DATA;
    switch (m_random.Below(6))
    {
    case 0: // a queue pair of a host that is not there
        frame.qp = (frame.qp & 0xff) | (1000 + m_random.Below(60000)) << 8;
        return true;
    case 1: // one that is there for READs and atomics, or not for them
        frame.qp ^= isData || frame.kind == FrameKind::REQUEST ? 0x80 : 0;
        return true;
    case 2: // a number that nobody has sent yet, nor will
        frame.psn += isData ? FAR + MARGIN + m_random.Below(FAR - 2 * MARGIN) : 0;
        frame.psn &= PSN_MASK;
        return true;
    case 3:
        if (isData && !frame.Has(FRAME_TRIMMED))
        {
            m_pool.Trim(frame);
        }
        return true;
    case 4: // bytes that are wrong, or missing
        return false;
    default: // once more
        return true;
    }
}

void
FuzzedWire::ChangeAnswer(Frame& frame)
{
    switch (m_random.Below(5))
    {
    case 0:
        frame.reason = static_cast<uint8_t>(m_random.Next());
        break;
    case 1:
        frame.sackPsn = NearOrFar(frame.sackPsn);
        break;
    case 2:
        frame.flags ^= FRAME_SACK;
        break;
    case 3:
        frame.echoTime = m_random.Next() % (m_domain.Now() + 1);
        break;
    default: {
        FrameExtra& extra = m_pool.GetExtra(frame);
        frame.flags |= FRAME_BITMAP;
        extra.bitmapBase = NearOrFar(frame.psn);
        extra.bitmap = m_random.Next();
        extra.received = m_random.Next();
        extra.overtaken = static_cast<uint32_t>(m_random.Next());
        break;
    }
    }
}

void
FuzzedWire::Change(Frame& frame)
{
    static constexpr FrameKind KINDS[]{FrameKind::DATA,
                                       FrameKind::ACK,
                                       FrameKind::NAK,
                                       FrameKind::CNP,
                                       FrameKind::REQUEST,
                                       FrameKind::CREDIT,
                                       FrameKind::PROBE,
                                       FrameKind::PROBE_REPLY};
    static constexpr uint16_t FLAGS[]{FRAME_FIRST,
                                      FRAME_LAST,
                                      FRAME_ACK_REQUEST,
                                      FRAME_BECN,
                                      FRAME_RETRANSMIT,
                                      FRAME_RESPONSE,
                                      FRAME_RETH,
                                      FRAME_LAST_HOP,
                                      FRAME_MOVED};
    switch (m_random.Below(11))
    {
    case 0:
    case 1:
        frame.psn = NearOrFar(frame.psn);
        break;
    case 2:
        frame.msn = NearOrFar(frame.msn);
        break;
    case 3:
        frame.flags ^= FLAGS[m_random.Below(std::size(FLAGS))];
        break;
    case 4:
        frame.operation = static_cast<RdmaOperation>(m_random.Below(7));
        break;
    case 5:
        frame.kind = KINDS[m_random.Below(std::size(KINDS))];
        break;
    case 6:
        frame.dmaLength = m_random.Below(2) ? m_random.Below(MOST_BYTES) : 0;
        break;
    case 7:
        frame.qp = m_random.Below(2) ? frame.srcQp : m_random.Below(PSN_MASK);
        break;
    case 8:
        frame.remoteAddress = m_random.Next() & ~uint64_t{7};
        break;
    case 9:
        frame.payload = static_cast<uint16_t>(m_random.Below(frame.payload + 1U));
        break;
    default:
        ChangeAnswer(frame);
        break;
    }
}

bool
FuzzedWire::Harm(Frame& frame)
{
    if (m_random.Below(3) == 0)
    {
        return Spare(frame);
    }
    const uint32_t changes = 1 + m_random.Below(3);
    for (uint32_t i = 0; i < changes; i++)
    {
        Change(frame);
    }
    return m_random.Below(8) != 0 || frame.kind == FrameKind::CREDIT;
}

Frame*
FuzzedWire::ThroughCodec(Frame* frame)
{
    std::vector<uint8_t> bytes = FrameCodec::Encode(*frame);
    const uint32_t changes = 1 + m_random.Below(4);
    for (uint32_t i = 0; i < changes; i++)
    {
        const auto place =
            m_random.Below(static_cast<uint32_t>(std::min<size_t>(bytes.size(), 100)));
        bytes[place] = static_cast<uint8_t>(m_random.Next());
    }
    if (m_random.Below(8) == 0)
    {
        bytes.resize(m_random.Below(static_cast<uint32_t>(bytes.size()) + 20));
    }
    if (!m_rates.isHarmless && m_random.Below(4) != 0)
    {
        Mend(bytes);
    }
    Frame back{};
    FrameExtra contents;
    const bool isUnderstood =
        FrameCodec::Decode(bytes.data(), bytes.size(), back, false, &contents);
    m_refused += isUnderstood ? 0 : 1;
    // What the ICRC does not cover a harmless one may have changed: ECN, hop limit, class.
    const bool isWanted = isUnderstood && !m_rates.isHarmless && back.kind != FrameKind::PFC &&
                          back.kind != FrameKind::SWITCH;
    if (isWanted)
    {
        // A fabric delivers what is addressed to the host, and of hosts that are there.
        back.src = frame->src;
        back.dst = frame->dst;
        back.plane = frame->plane;
        back.dmaLength =
            back.kind == FrameKind::REQUEST ? back.dmaLength % MOST_BYTES : back.dmaLength;
        back.sentAt = frame->sentAt;
        back.srcQp = frame->srcQp;
        FrameExtra& extra = m_pool.GetExtra(*frame);
        contents.next = extra.next;
        extra = contents;
        back.extra = &extra;
        *frame = back;
        return frame;
    }
    m_pool.Deliver(frame);
    return nullptr;
}

Frame*
FuzzedWire::Make(const Frame& original)
{
    if (original.kind == FrameKind::FOREIGN)
    {
        return nullptr;
    }
    Frame* frame = Copy(original);
    if (!(m_rates.isHarmless ? Spare(*frame) : Harm(*frame)))
    {
        return ThroughCodec(frame);
    }
    return frame;
}

void
FuzzedWire::Inject(Frame* frame)
{
    m_injected++;
    if (m_random.Below(2) == 0)
    {
        HandOver(frame);
        return;
    }
    const std::function<void()> come = [this, frame]() { HandOver(frame); };
    Simulator::Schedule(TimeStep(1 + m_random.Next() % MOST_DELAY),
                        Ptr<EventImpl>(MakeEvent(come), false));
}

void
FuzzedWire::HandOver(Frame* frame)
{
    if (frame->kind == FrameKind::DATA && !frame->Has(FRAME_TRIMMED))
    {
        uint32_t& most = m_arrivals[{frame->qp, frame->psn}];
        most = std::max<uint32_t>(most, frame->payload);
    }
    m_inner.ReceiveFrame(frame);
}
