/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-impairment.h"

#include "fabric-port.h"

#include "ns3/clock-range.h"
#include "ns3/config-error.h"
#include "ns3/node.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Refuse what DoImpair() of a fault asks for.
void
Require(bool isSound, const std::string& call, const std::string& rule)
{
    if (!isSound)
    {
        throw ConfigError(call + " in DoImpair() of a fault: " + rule);
    }
}

/**
 * Remove one item that equals a value.
 * @param items the items
 * @param value the value, which is among them
 * @param what what it is: Loss, Rate
 */
template <typename T>
void
RemoveOne(std::vector<T>& items, T value, const std::string& what)
{
    const auto found = std::find(items.begin(), items.end(), value);
    Require(found != items.end(),
            "Remove" + what + "(" + std::to_string(value) + ")",
            "it takes back what Add" + what + "() has added, of the same value");
    items.erase(found);
}

} // namespace

LinkImpairment::LinkImpairment(FabricPort* sender)
    : m_sender(sender),
      m_cut(sender, DropReason::LINK_DOWN),
      m_grey(sender, DropReason::GREY_LOSS)
{
}

void
LinkImpairment::Sink::ReceiveFrame(Frame* frame)
{
    sender->DropFrame(frame, reason);
}

void
LinkImpairment::AddLoss(double probability)
{
    Require(probability >= 0 && probability <= 1,
            "AddLoss(" + std::to_string(probability) + ")",
            "a probability is 0 to 1");
    if (!m_seeded)
    {
        // Streams of faults that are no ports have lower numbers.
        const uint64_t port = uint64_t{m_sender->GetNodeId()} << 24 | m_sender->GetPort();
        m_random.Seed(FabricRandom::FAULT, uint64_t{1} << 63 | port);
        m_seeded = true;
    }
    m_losses.push_back(probability);
    UpdateLoss();
}

void
LinkImpairment::RemoveLoss(double probability)
{
    RemoveOne(m_losses, probability, "Loss");
    UpdateLoss();
}

void
LinkImpairment::UpdateLoss()
{
    double survival = 1;
    for (const double loss : m_losses)
    {
        survival *= 1 - loss;
    }
    m_loss = m_losses.empty() ? 0 : 1 - survival;
}

void
LinkImpairment::AddDelay(uint64_t delay)
{
    if (delay > ClockRange::LONGEST_HOP)
    {
        throw ConfigError("a fault delays frames by " + std::to_string(delay) +
                          " ps: at most a day is allowed");
    }
    m_delay += delay;
}

void
LinkImpairment::RemoveDelay(uint64_t delay)
{
    Require(delay <= m_delay,
            "RemoveDelay(" + std::to_string(delay) + ")",
            "it takes back what AddDelay() has added");
    m_delay -= delay;
}

void
LinkImpairment::AddRate(uint64_t rate)
{
    Require(rate >= ClockRange::SLOWEST,
            "AddRate(" + std::to_string(rate) + ")",
            "a rate is positive, 10 kbit/s at least; a link that is cut is a CutFault");
    if (m_soundRate == 0)
    {
        m_soundRate = m_sender->GetDataRate().GetBitRate();
    }
    m_rates.push_back(rate);
    UpdateRate();
}

void
LinkImpairment::RemoveRate(uint64_t rate)
{
    RemoveOne(m_rates, rate, "Rate");
    UpdateRate();
}

void
LinkImpairment::UpdateRate()
{
    uint64_t rate = m_soundRate;
    for (const uint64_t lower : m_rates)
    {
        rate = std::min(rate, lower);
    }
    m_sender->SetDataRate(DataRate(rate));
}

uint64_t
LinkImpairment::Pass(Frame* frame, uint64_t arrival, uint64_t wireTime)
{
    if (m_delay != 0 || m_lastArrival != 0)
    {
        arrival = std::max(arrival + m_delay, m_lastArrival + wireTime);
        m_lastArrival = arrival;
    }
    if (m_isCut)
    {
        frame->receiver = &m_cut;
    }
    else if (m_loss > 0 && m_random.Uniform() < m_loss)
    {
        frame->receiver = &m_grey;
    }
    return arrival;
}

} // namespace aifabric
} // namespace ns3
