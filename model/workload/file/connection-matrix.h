/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_MATRIX_H
#define CONNECTION_MATRIX_H

#include "file-tasks.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A connection matrix of the simulator htsim: connections, and triggers by which the end of some
 * starts others. Read as ConnectionMatrix::load() of Broadcom's csg-htsim (841d9e7) and of the
 * Ultra Ethernet Consortium's uet-htsim (40ccb05) do; what they would run into later, such as a
 * trigger that never fires, is refused here.
 */
class ConnectionMatrix
{
  public:
    /** How a matrix becomes tasks. */
    struct Config
    {
        uint64_t startUnit{0}; ///< of the starts, ps; 0: as htsim takes them
        uint64_t notice{0};    ///< bytes by which another host hears of a trigger; 0: refused
    };

    /**
     * @param tasks where the tasks go
     * @param config how
     */
    ConnectionMatrix(FileTasks& tasks, const Config& config);

    /**
     * Take a line.
     * @param text the line
     * @param line its number
     * @throws ConfigError without a place
     */
    void Take(const std::string& text, uint32_t line);

    /**
     * Nothing more comes: make the tasks.
     * @throws ConfigError with the place
     */
    void Finish();

  private:
    using Words = std::vector<std::string>;

    /// A line that is a connection.
    struct Connection
    {
        uint32_t line{0};
        uint32_t src{0};
        uint32_t dst{0};
        std::optional<uint64_t> size;     ///< bytes
        std::optional<std::string> start; ///< as it is written
        uint64_t id{0};                   ///< of the flow; 0: none
        bool isMessage{false};            ///< one of several of its flow
        uint32_t trigger{0};              ///< that starts it; 0: none
        uint32_t sendDone{0};             ///< fired when it is acknowledged; 0: none
        uint32_t receiveDone{0};          ///< fired when it has arrived; 0: none
    };

    /// When a trigger lets its targets start.
    enum class Type
    {
        ONESHOT,   ///< all at its only activation
        MULTISHOT, ///< one at each activation
        BARRIER,   ///< all when it was activated often enough
    };

    /// A line that is a trigger.
    struct Trigger
    {
        uint32_t line{0};
        Type type{Type::ONESHOT};
        uint64_t count{0}; ///< of a barrier
    };

    /// The end of a connection that activates a trigger.
    struct Cause
    {
        size_t connection; ///< its number
        bool isReceived;   ///< whether it is its end at the receiver
    };

    void TakeHeader(const Words& words);
    void TakeConnection(const Words& words);
    void SetOption(Connection& connection, const std::string& key, const std::string& value);
    void CheckConnection(const Connection& connection);
    void TakeTrigger(const Words& words);
    void CheckCounts() const;
    uint64_t GetDelay(const Connection& connection) const;
    void BindTriggers();
    void Fire(uint32_t id, const Trigger& trigger);
    void FireInTurn(uint32_t id, const std::vector<Cause>& causes);
    void Start(size_t target, const Cause& cause);
    [[noreturn]] void Refuse(uint32_t line, const std::string& problem) const;

    FileTasks& m_tasks;
    Config m_config;
    std::map<std::string, std::pair<uint64_t, uint32_t>> m_header; ///< counts, and their lines
    std::vector<Connection> m_connections;
    std::map<uint32_t, Trigger> m_triggers;
    std::map<uint64_t, size_t> m_byId;                 ///< the first connection of each flow
    std::map<uint32_t, std::vector<size_t>> m_targets; ///< connections, by their triggers
    std::map<uint32_t, std::vector<Cause>> m_causes;   ///< by trigger
    std::map<std::pair<std::pair<size_t, bool>, uint32_t>, FileTasks::Id> m_notices;
    bool m_isOver{false}; ///< whether the header is
};

} // namespace aifabric
} // namespace ns3

#endif // CONNECTION_MATRIX_H
