/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MRC_PATH_SET_H
#define MRC_PATH_SET_H

#include "ns3/fabric-random.h"
#include "ns3/frame-route.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What MRC knows of an entropy value. */
enum class MrcPathState
{
    GOOD,        ///< in use, or ready in the backup set
    SKIP,        ///< left out for a short time
    DENIED,      ///< not to be used
    ASSUMED_BAD, ///< out of use until probes succeed
};

/**
 * @ingroup ai-fabric
 *
 * The entropy values (EVs) of MRC towards one host: those in use take turns, those of the backup
 * set replace the ones that are assumed to be bad.
 */
class MrcPathSet
{
  public:
    /**
     * @param dst fabric host number
     * @param routes the EVs, all by path or all by hash: those in use, then those of the backup set
     * @param active how many are in use at most
     * @param baseRtt round-trip time to the host in an idle fabric, ps
     */
    MrcPathSet(uint32_t dst, const std::vector<Route>& routes, uint32_t active, uint64_t baseRtt);

    /**
     * Add a path that routing did not have before: to those in use if there are too few, else to
     * the backup set. Nothing happens if it is there.
     * @param route the path
     */
    void Add(const Route& route);

    /**
     * The next EV in use that is GOOD; if there is none the next in SKIP; if there is none, any.
     * @param now ps
     * @return its route
     */
    Route Choose(uint64_t now);

    /**
     * @param entropy an entropy
     * @param now ps
     * @return its state, DENIED if it is none of these
     */
    MrcPathState GetState(uint16_t entropy, uint64_t now) const;

    /**
     * Leave an EV out.
     * @param entropy its entropy
     * @param until for how long, ps
     */
    void Skip(uint16_t entropy, uint64_t until);

    /**
     * A packet was lost: assume that its EV is bad.
     * @param entropy the entropy of the packet
     * @param sentAt when it was sent, ps
     * @param now ps
     * @return true if the EV was good; what was sent before it became good tells nothing new
     */
    bool Fail(uint16_t entropy, uint64_t sentAt, uint64_t now);

    /**
     * Begin a round of probes: an EV whose last probe is unanswered has no answers in a row.
     * @param bad set to the routes to be probed
     */
    void BeginProbes(std::vector<Route>& bad);

    /**
     * A probe was answered.
     * @param entropy its entropy
     * @param sentAt when it was sent, ps
     * @param successes answers in a row that make an EV good
     * @param now ps
     * @return true if it made the EV good
     */
    bool Answer(uint16_t entropy, uint64_t sentAt, uint32_t successes, uint64_t now);

    /** @return whether there are EVs assumed to be bad. */
    bool HasBad() const
    {
        return m_bad > 0;
    }

    /** @return whether EVs are explicit paths. */
    bool IsSteered() const
    {
        return m_steered;
    }

    /** @return fabric host number. */
    uint32_t GetDestination() const
    {
        return m_dst;
    }

    /** @return round-trip time in an idle fabric, ps. */
    uint64_t GetBaseRtt() const
    {
        return m_baseRtt;
    }

    /** @return the number of EVs. */
    size_t GetCount() const
    {
        return m_evs.size();
    }

    uint64_t lastData{0}; ///< when data was sent last, ps
    uint64_t epoch{0};    ///< of the routes that the EVs are taken from

  private:
    static constexpr uint16_t NONE = UINT16_MAX;

    /// An entropy value.
    struct Ev
    {
        uint16_t entropy{0};
        uint16_t slot{NONE};   ///< place in the rotation; NONE: in the backup set, or out
        bool bad{false};       ///< ASSUMED_BAD
        bool awaiting{false};  ///< a probe is under way
        uint32_t answers{0};   ///< to probes, in a row
        uint64_t skipUntil{0}; ///< SKIP before this time, ps
        uint64_t changedAt{0}; ///< when it became good or bad last, ps
    };

    Route GetRoute(const Ev& ev) const
    {
        return m_steered ? Route::ByPath(Route::ToNumber(ev.entropy)) : Route::ByHash(ev.entropy);
    }

    uint16_t FindNumber(uint16_t entropy) const;
    Ev* Find(uint16_t entropy);
    Ev& Next();
    void Replace(uint16_t bad);
    void MakeSpare(uint16_t number);

    uint32_t m_dst;
    uint32_t m_active;
    uint16_t m_first; ///< the lowest entropy
    bool m_steered;
    uint64_t m_baseRtt;
    std::vector<Ev> m_evs;
    std::vector<uint16_t> m_number;   ///< by entropy above the lowest: index of the EV, or NONE
    std::vector<uint16_t> m_rotation; ///< EVs in use
    std::vector<uint16_t> m_backup;   ///< EVs ready to be used, the next one last
    size_t m_turn{0};                 ///< position in the rotation
    uint32_t m_bad{0};                ///< EVs assumed to be bad
    uint64_t m_noneGoodUntil{0};      ///< none in the rotation is GOOD before this time, ps
};

} // namespace aifabric
} // namespace ns3

#endif // MRC_PATH_SET_H
