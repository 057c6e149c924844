/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_IMPAIRMENT_H
#define LINK_IMPAIRMENT_H

#include "ns3/data-rate.h"
#include "ns3/fabric-random.h"
#include "ns3/frame-pool.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

class FabricPort;

/**
 * @ingroup ai-fabric
 *
 * What is wrong with one direction of a link: a cut, random loss, added delay, a lower rate.
 *
 * A port makes one when something goes wrong for the first time; the port of a sound link pays
 * nothing. A frame that will not make it is addressed to a sink, where it is dropped at the time
 * at which it would have arrived. Impairments of the same kind add up: losses are independent,
 * delays are summed, of rates the lowest counts.
 */
class LinkImpairment
{
  public:
    /**
     * @param sender the port that sends in this direction; outlives this object
     */
    explicit LinkImpairment(FabricPort* sender);
    LinkImpairment(const LinkImpairment&) = delete;
    LinkImpairment& operator=(const LinkImpairment&) = delete;

    /**
     * Cut or mend the direction. Frames that are sent while it is cut are lost as link-down.
     * @param cut the new state
     */
    void SetCut(bool cut)
    {
        m_isCut = cut;
    }

    /** @return true while the direction is cut. */
    bool IsCut() const
    {
        return m_isCut;
    }

    /**
     * Lose frames of any kind at random, as grey-loss.
     * @param probability that a frame is lost, 0 to 1
     */
    void AddLoss(double probability);

    /**
     * Take back an AddLoss().
     * @param probability the same value
     */
    void RemoveLoss(double probability);

    /**
     * Lengthen the way. A link never reorders: when a delay goes away, frames queue up behind
     * those under way.
     * @param delay added one-way delay, ps
     */
    void AddDelay(uint64_t delay);

    /**
     * Take back an AddDelay().
     * @param delay the same value, ps
     */
    void RemoveDelay(uint64_t delay);

    /**
     * Lower the rate, from the next frame on.
     * @param rate bits per second, positive; no effect if the link is as slow already
     */
    void AddRate(uint64_t rate);

    /**
     * Take back an AddRate().
     * @param rate the same value
     */
    void RemoveRate(uint64_t rate);

    /**
     * A frame is being sent: decide its fate.
     * @param frame the frame; its receiver is changed if it will be lost
     * @param arrival when it would be processed at the far end, ps
     * @param wireTime how long it occupies the link, without gap, ps
     * @return when it will be
     */
    uint64_t Pass(Frame* frame, uint64_t arrival, uint64_t wireTime);

  private:
    /// Where lost frames go.
    struct Sink : public FrameReceiver
    {
        Sink(FabricPort* port, DropReason why)
            : sender(port),
              reason(why)
        {
        }

        void ReceiveFrame(Frame* frame) override;

        FabricPort* sender;
        DropReason reason;
    };

    void UpdateLoss();
    void UpdateRate();

    FabricPort* m_sender;
    Sink m_cut;
    Sink m_grey;
    bool m_isCut{false};
    bool m_seeded{false};
    double m_loss{0};              ///< probability that a frame is lost
    uint64_t m_delay{0};           ///< added, ps
    uint64_t m_lastArrival{0};     ///< of the frames that had a delay added, and later ones
    uint64_t m_soundRate{0};       ///< what the port has by itself; 0 before it was lowered
    std::vector<double> m_losses;  ///< in force
    std::vector<uint64_t> m_rates; ///< in force
    FabricRandom m_random;
};

} // namespace aifabric
} // namespace ns3

#endif // LINK_IMPAIRMENT_H
